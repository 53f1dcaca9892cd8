/** What an address is made of, in the order in which it is asked for. */
export const addressParts = [
  { key: "street", label: "Street", autoComplete: "street-address" },
  { key: "city", label: "City", autoComplete: "address-level2" },
  { key: "state", label: "State or region", autoComplete: "address-level1" },
  { key: "zipCode", label: "Postal code", autoComplete: "postal-code" },
  { key: "country", label: "Country", autoComplete: "country" },
];

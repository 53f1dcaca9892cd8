// The words that the demo workspace is made of, and a random source that gives the same workspace every time.

/** Mulberry32: small, fast, good enough for demo data, the same on every machine. */
export function randomSource(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    below: (n: number): number => Math.floor(next() * n),
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!,
    chance: (probability: number): boolean => next() < probability,
  };
}
export type RandomSource = ReturnType<typeof randomSource>;

export const firstNames = (
  "Ada Alan Amara Amélie Anders Anja Anton Aisha Beatriz Ben Björn Carla Carlos Chen Chiara Claire Daniel David Diego Dmitri " +
  "Elena Elif Emma Erik Esther Fatima Felix Finn Freya Gabriel Giulia Grace Hana Hannah Hassan Hugo Ida Ingrid Isabel Ivan Jan " +
  "Jana Jonas José Julia Kai Karim Katarzyna Kenji Laila Lars Laura Léa Leon Linh Lukas Magda Maja Marco Maria Marta Mateo Maya " +
  "Mei Mia Mikkel Mina Mohammed Nadia Naoki Nina Noah Nora Oliver Olga Omar Oscar Paula Pedro Petra Priya Rafael Rania Ravi Rosa " +
  "Samira Sara Sebastian Simone Sofia Søren Stefan Tariq Theo Thomas Tomás Ulrike Valentina Vera Viktor Wei Yara Yuki Zoë"
).split(" ");

export const lastNames = (
  "Adeyemi Almeida Andersen Araujo Bakker Barbieri Bauer Becker Berg Bianchi Blanc Brandt Brown Carvalho Castillo Chen Clarke " +
  "Costa Dahl Dubois Duarte Eriksson Esposito Evans Fernández Fischer Fontaine Fournier García Geller Girard González Gruber Haas " +
  "Hansen Hartmann Hassan Hoffmann Horváth Ibrahim Ivanova Jansen Jensen Johansson Jones Kaiser Kaya Keller Khan Kim Kowalski Krause " +
  "Kumar Lambert Larsen Lehmann Lindqvist López Marino Martin Mehta Meyer Moreau Moretti Müller Nakamura Navarro Nguyen Nielsen Novak " +
  "Nowak Okafor Olsen Ortega Park Patel Pereira Petrov Popescu Ramos Reyes Ricci Rossi Sánchez Santos Schmidt Schneider Schulz Silva " +
  "Singh Smith Sørensen Suzuki Tanaka Taylor Torres Vargas Virtanen Vogel Wagner Walker Weber Wong Yamamoto Yilmaz Zhang Zimmermann"
).split(" ");

export const companyStarts = (
  "Alder Amber Anchor Apex Arbor Aster Atlas Aurora Beacon Birch Blue Bright Cascade Cedar Clear Cobalt Compass Copper Coral Crest " +
  "Delta Drift Echo Ember Evergreen Falcon Fern Flint Forge Fox Garnet Glacier Granite Harbor Haven Hazel Helix Horizon Indigo Iron " +
  "Ivory Jade Juniper Keystone Lark Lattice Lumen Lunar Maple Meadow Mercury Mosaic Nimbus North Nova Oak Ocean Onyx Opal Orbit " +
  "Orchard Pine Pioneer Polar Prism Quarry Quartz Raven Ridge River Saffron Sage Sequoia Silver Solar Spruce Stone Summit Tidal " +
  "Timber Topaz Union Vale Vector Velvet Vertex Violet West Willow Wren Zenith"
).split(" ");
export const companyEnds = (
  "Analytics|Biotech|Capital|Components|Dynamics|Energy|Engineering|Foods|Freight|Group|Health|Industries|Insurance|Interactive|" +
  "Labs|Logistics|Manufacturing|Materials|Media|Medical|Mobility|Networks|Optics|Partners|Pharma|Retail|Robotics|Security|Software|" +
  "Solutions|Systems|Textiles|Trading|Ventures|Works"
).split("|");
export const divisions = [
  "Benelux",
  "DACH",
  "Iberia",
  "Japan",
  "Nordics",
  "North America",
  "Services",
  "UK",
  "Research",
  "Distribution",
];

export const industries = [
  "Technology",
  "Healthcare",
  "Manufacturing",
  "Financial services",
  "Retail",
  "Logistics",
  "Energy",
  "Media",
  "Education",
  "Professional services",
];
export const jobTitles = [
  "Chief Executive Officer",
  "Chief Financial Officer",
  "Chief Technology Officer",
  "VP Sales",
  "VP Marketing",
  "Head of Procurement",
  "Head of Operations",
  "IT Director",
  "Sales Manager",
  "Marketing Manager",
  "Product Manager",
  "Operations Manager",
  "Buyer",
  "Office Manager",
  "Software Engineer",
  "Data Analyst",
  "Account Manager",
  "Project Manager",
  "Legal Counsel",
  "HR Manager",
];
export const tags = [
  "newsletter_subscriber",
  "key account",
  "conference 2026",
  "partner",
  "renewal",
  "trial",
  "reference customer",
];
export const leadSources = [
  "Website",
  "Referral",
  "Trade fair",
  "Webinar",
  "Cold call",
  "Partner",
  "LinkedIn",
];

export const places: {
  city: string;
  state: string | null;
  zipCode: string;
  country: string;
  dial: string;
  tld: string;
}[] = [
  { city: "Berlin", state: null, zipCode: "10115", country: "Germany", dial: "+49 30", tld: "de" },
  { city: "Munich", state: "Bavaria", zipCode: "80331", country: "Germany", dial: "+49 89", tld: "de" },
  { city: "Paris", state: null, zipCode: "75002", country: "France", dial: "+33 1", tld: "fr" },
  { city: "Lyon", state: null, zipCode: "69002", country: "France", dial: "+33 4", tld: "fr" },
  {
    city: "London",
    state: null,
    zipCode: "EC2A 4NE",
    country: "United Kingdom",
    dial: "+44 20",
    tld: "co.uk",
  },
  {
    city: "Manchester",
    state: null,
    zipCode: "M1 2WD",
    country: "United Kingdom",
    dial: "+44 161",
    tld: "co.uk",
  },
  { city: "New York", state: "NY", zipCode: "10001", country: "United States", dial: "+1 212", tld: "com" },
  {
    city: "San Francisco",
    state: "CA",
    zipCode: "94105",
    country: "United States",
    dial: "+1 415",
    tld: "com",
  },
  { city: "Austin", state: "TX", zipCode: "78701", country: "United States", dial: "+1 512", tld: "com" },
  { city: "Amsterdam", state: null, zipCode: "1012 JS", country: "Netherlands", dial: "+31 20", tld: "nl" },
  { city: "Stockholm", state: null, zipCode: "111 20", country: "Sweden", dial: "+46 8", tld: "se" },
  { city: "Copenhagen", state: null, zipCode: "1050", country: "Denmark", dial: "+45 33", tld: "dk" },
  { city: "Madrid", state: null, zipCode: "28013", country: "Spain", dial: "+34 91", tld: "es" },
  { city: "Milan", state: null, zipCode: "20121", country: "Italy", dial: "+39 02", tld: "it" },
  { city: "Warsaw", state: null, zipCode: "00-001", country: "Poland", dial: "+48 22", tld: "pl" },
  { city: "Tokyo", state: null, zipCode: "100-0001", country: "Japan", dial: "+81 3", tld: "jp" },
  { city: "São Paulo", state: "SP", zipCode: "01310-100", country: "Brazil", dial: "+55 11", tld: "com.br" },
];
export const notes = [
  "Prefers to be called before ten.",
  "Met at the trade fair; wants a demo for the whole team.",
  "Decides together with the finance director.",
  "Moved here from a competitor; knows our product well.",
  "Budget is settled in October.",
  "On parental leave until spring; write to the assistant.",
];
export const streets = [
  "Station Road",
  "Harbour Street",
  "Mill Lane",
  "Market Square",
  "Park Avenue",
  "Garden Street",
  "Bridge Street",
  "Church Lane",
  "River Walk",
  "High Street",
];

/** Letters that an e-mail address can be made of. */
export const plainLetters = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/ø/gi, "o")
    .replace(/ß/g, "ss")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

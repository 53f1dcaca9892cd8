// Products: the public face of the module.
export { productEvents } from "./events";
export { productsRouter } from "./router";
export { NewProduct, Product, productRecord } from "./schema";
export { createProduct, getProduct } from "./service";

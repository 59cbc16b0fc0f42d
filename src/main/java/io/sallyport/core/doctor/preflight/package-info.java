/**
 * A look at a cluster before Sallyport is installed: what would be written beside the gateway, as the controller works it out,
 * and what stands in the way. Values in, values out.
 */
package io.sallyport.core.doctor.preflight;

/** How much the webhook answers for the CPU that it takes. */
package io.sallyport.rate;

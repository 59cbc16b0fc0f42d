/**
 * Who may call a model: an issuer, a claim of its tokens, and a value.
 *
 * <p>One value of these types makes what a route matches, what a Pod asks for, and what people read. Whatever users write is
 * parsed here, and everything that is wrong with it is found at once.
 */
package io.sallyport.core.model.caller;

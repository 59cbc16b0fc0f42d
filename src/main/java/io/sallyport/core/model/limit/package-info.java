/**
 * How much of a model may be used, and what admins let owners of models write about that.
 */
package io.sallyport.core.model.limit;

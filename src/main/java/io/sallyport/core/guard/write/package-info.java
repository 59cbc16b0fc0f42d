/**
 * What a judge works on: a {@link io.sallyport.core.guard.write.Write}, the types of its fields, and how an admin approves one.
 *
 * <p>Threat: an object of another type than the judge reads, which a file can have, is taken for harmless. Each
 * {@link io.sallyport.core.guard.write.Shape} is checked first, and what does not have it is refused.
 */
package io.sallyport.core.guard.write;

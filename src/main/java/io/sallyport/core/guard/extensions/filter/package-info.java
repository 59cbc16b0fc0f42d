/**
 * Patches of EnvoyFilters that cannot let anybody in, whoever writes them: an EnvoyFilter is read into a value of these types, or
 * into the list of what speaks against it.
 *
 * <p>The threats: a filter that writes request headers or metadata after the token's check invents a user; one that answers
 * before it hands out what the policies keep; one that Envoy refuses freezes the listener, with every later policy for it. So
 * each kind lists the fields that do none of this, with the values that every Envoy takes, and a field that is on no list is
 * refused.
 */
package io.sallyport.core.guard.extensions.filter;

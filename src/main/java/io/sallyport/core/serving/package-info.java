/**
 * What the component of a model that takes the calls speaks: protocol, names and paths, read from what its object says, whatever
 * kind of object that is.
 *
 * <p>The public paths are the same for all servers; where they lead differs. Every path is finite and matched exactly: a prefix
 * would let {@code ..%2f..%2fmetrics} through, and management endpoints are on no list.
 */
package io.sallyport.core.serving;

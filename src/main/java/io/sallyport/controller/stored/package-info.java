/**
 * Stored objects, judged as if they were written now: what was written while nobody answered is told of afterwards. Each is
 * judged once, and again when it changes or when the gateway does. Only the replica that leads looks.
 */
package io.sallyport.controller.stored;

/**
 * The guard's own guard: whether the API server asks us, and refuses what it must, tried with dry runs; and what is told when
 * somebody takes the guard away.
 */
package io.sallyport.controller.guard;

/**
 * How a result is told: as a line for people, as an object for programs, as an exit code.
 */
package io.sallyport.cli.output;

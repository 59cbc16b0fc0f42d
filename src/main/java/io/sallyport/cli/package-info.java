/**
 * One class a command. Commands read input, call the core and print; they decide nothing themselves.
 *
 * <p>Results go to standard output, complaints to standard error. Exit codes: 0 done, 1 the answer is no, 2 the input cannot be read.
 */
package io.sallyport.cli;

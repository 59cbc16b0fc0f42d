/**
 * What commands are given: options, files, requests as people write them. What cannot be read is
 * said in one line.
 */
package io.sallyport.cli.input;

/**
 * What is wrong or surprising in a cluster, worst first, each with the request or object that shows it and the way to mend
 * it; and what a request without a token reaches. Values in, values out: the command line reads the cluster and shows them.
 */
package io.sallyport.core.doctor;

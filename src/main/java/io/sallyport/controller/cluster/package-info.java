/**
 * The API server and how it is asked: kinds and their served versions, single objects by name, server-side apply, dry runs,
 * Events, and what a failed call means.
 */
package io.sallyport.controller.cluster;

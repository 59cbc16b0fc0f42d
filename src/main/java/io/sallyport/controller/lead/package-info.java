/**
 * Leader election: who holds the Lease, for how long that is certain, and what begins and ends with it.
 */
package io.sallyport.controller.lead;

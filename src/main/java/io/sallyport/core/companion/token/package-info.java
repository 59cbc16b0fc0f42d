/**
 * Whose tokens the mesh is told to verify, what is asked of each, and what keeps those of further issuers away from everything
 * but models.
 */
package io.sallyport.core.companion.token;

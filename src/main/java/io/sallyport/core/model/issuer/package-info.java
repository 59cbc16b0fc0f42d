/**
 * Issuers besides the API server whose tokens open models, as an admin names them: where their keys are, and which of their
 * claims callers are named by.
 */
package io.sallyport.core.model.issuer;

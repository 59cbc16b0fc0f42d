/** Who may serve paths that need no token, and Services by their names: values of the settings. */
package io.sallyport.core.model.signin;

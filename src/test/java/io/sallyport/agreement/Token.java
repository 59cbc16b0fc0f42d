package io.sallyport.agreement;

import com.fasterxml.jackson.databind.JsonNode;

/** @param signed as it is sent */
record Token(JsonNode claims, String signed) {}

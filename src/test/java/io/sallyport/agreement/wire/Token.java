package io.sallyport.agreement.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** @param signed as it is sent */
public record Token(JsonNode claims, String signed) {}

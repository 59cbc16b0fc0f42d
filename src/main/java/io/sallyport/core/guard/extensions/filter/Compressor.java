package io.sallyport.core.guard.extensions.filter;

import io.sallyport.core.guard.message.Message;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Compresses bodies of answers. Source: envoy/extensions/filters/http/compressor/v3/compressor.proto and the libraries' own below
 * envoy/extensions/compression.
 *
 * <p>Not listed: {@code request_direction_config}, which writes the request's headers and body, and
 * {@code remove_accept_encoding_header}, which takes one of its headers away.
 */
record Compressor(String library) implements FilterConfig {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,200}");
    private static final Pattern CONTENT_TYPE = Pattern.compile("[A-Za-z0-9!#$&^_.+/;= -]{1,200}");
    private static final String GZIP = "type.googleapis.com/envoy.extensions.compression.gzip.compressor.v3.Gzip";
    private static final String BROTLI = "type.googleapis.com/envoy.extensions.compression.brotli.compressor.v3.Brotli";

    static Compressor read(Message message) {
        message.flag("choose_first");
        message.message("response_direction_config", answers -> {
            answers.flag("disable_on_etag_header");
            return answers.message("common_config", common -> {
                common.message("enabled", Runtime::flag);
                common.whole("min_content_length", 0, 0xFFFF_FFFFL);
                return common.texts("content_type", CONTENT_TYPE, "write media types");
            });
        });
        message.required("compressor_library");
        return new Compressor(message.message("compressor_library", library -> {
            library.required("name");
            library.required("typed_config");
            library.text("name", NAME, "write letters, digits, \".\", \"_\" and \"-\"");
            return library.message("typed_config", Compressor::library);
        }));
    }

    private static String library(Message config) {
        String type = config.choice("@type", Set.of(GZIP, BROTLI)).orElse("");
        config.required("@type");
        config.whole("chunk_size", 4096, 65_536);
        if (type.equals(GZIP)) {
            config.whole("memory_level", 1, 9);
            config.whole("window_bits", 9, 15);
            config.choice("compression_level", levels());
            config.choice("compression_strategy", Set.of("DEFAULT_STRATEGY", "FILTERED", "HUFFMAN_ONLY", "RLE", "FIXED"));
        } else {
            config.whole("quality", 0, 11);
            config.whole("window_bits", 10, 24);
            config.whole("input_block_bits", 16, 24);
            config.choice("encoder_mode", Set.of("DEFAULT", "GENERIC", "TEXT", "FONT"));
            config.flag("disable_literal_context_modeling");
        }
        return type;
    }

    private static Set<String> levels() {
        Set<String> levels = new TreeSet<>(Set.of("DEFAULT_COMPRESSION", "BEST_SPEED", "BEST_COMPRESSION"));
        IntStream.rangeClosed(1, 9).mapToObj(level -> "COMPRESSION_LEVEL_" + level).forEach(levels::add);
        return levels;
    }
}

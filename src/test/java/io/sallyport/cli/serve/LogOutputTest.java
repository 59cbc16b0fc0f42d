package io.sallyport.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogOutputTest {

    @Test
    void jsonIsOneObjectALineWithEveryKeyAndValue() throws Exception {
        LoggerContext context = new LoggerContext();
        LoggingEvent event = new LoggingEvent(
                "", context.getLogger("io.sallyport.Some"), Level.WARN, "the watch \"failed\": {}", null, new Object[] {"no\nroute"});
        event.setKeyValuePairs(List.of(new KeyValuePair("resource", "pods"), new KeyValuePair("status", 503)));

        String line = new String(LogOutput.json(context).encode(event), StandardCharsets.UTF_8);

        assertThat(line).endsWith("\n").hasLineCount(1);
        JsonNode tree = new ObjectMapper().readTree(line);
        assertThat(tree.path("level").asText()).isEqualTo("WARN");
        assertThat(tree.path("loggerName").asText()).isEqualTo("io.sallyport.Some");
        assertThat(tree.path("formattedMessage").asText()).isEqualTo("the watch \"failed\": no\nroute");
        assertThat(tree.path("kvpList").toString()).isEqualTo("[{\"resource\":\"pods\"},{\"status\":\"503\"}]");
        assertThat(tree.has("message")).isFalse();
    }
}

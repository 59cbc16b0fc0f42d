package io.sallyport.core.guard.routes.values;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Envoy 1.40 said of values in its route configuration ({@code envoy --mode validate}); nothing that it refuses may pass. */
class EnvoyAnswersTest {
    private static final Path ANSWERS = Path.of("src/test/resources/envoy-values");
    private static final String TAKEN = "taken   ";
    private static final String REFUSED = "refused ";

    @Test
    void noHeaderValueThatEnvoyRefusesPasses() throws IOException {
        assertThat(answered("formats.txt", REFUSED)).hasSizeGreaterThan(100).noneMatch(taken(HeaderFormat::fault));
        assertThat(answered("formats.txt", TAKEN).stream().filter(taken(HeaderFormat::fault))).hasSizeGreaterThan(100);
    }

    @Test
    void noExpressionThatEnvoyRefusesPasses() throws IOException {
        assertThat(answered("expressions.txt", REFUSED)).hasSizeGreaterThan(100).noneMatch(taken(ExpressionSyntax::fault));
        assertThat(answered("expressions.txt", TAKEN).stream().filter(taken(ExpressionSyntax::fault))).hasSizeGreaterThan(100);
    }

    @Test
    void whatSallyportWritesItselfPasses() throws IOException {
        List<JsonNode> routes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/companions"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                routes.addAll(YamlText.read(Files.readString(file)).stream()
                        .filter(object -> object.path("kind").asText().equals("VirtualService"))
                        .toList());
            }
        }

        assertThat(routes).hasSizeGreaterThan(20).allSatisfy(route ->
                assertThat(RouteValues.faults(Json.none(), route)).isEmpty());
    }

    @Test
    void durationsAreThoseThatEnvoyCanCount() {
        assertThat(List.of("0s", "0", "1ms", "300ms", "1.5s", "1h30m", "876000h")).allMatch(text -> DurationText.taken(text, false));
        assertThat(List.of("-1s", "1", "", "s", "1d", "2562047h47m16s", "1e9s", " 1s", "1s ")).noneMatch(text -> DurationText.taken(text, false));
        assertThat(List.of("0s", "0", "0h0m")).noneMatch(text -> DurationText.taken(text, true));
    }

    private static Predicate<String> taken(Function<String, Optional<String>> judge) {
        return text -> judge.apply(text).isEmpty();
    }

    private static List<String> answered(String file, String answer) throws IOException {
        var mapper = new ObjectMapper();
        List<String> values = new ArrayList<>();
        for (String line : Files.readAllLines(ANSWERS.resolve(file))) {
            if (line.startsWith(answer)) {
                values.add(mapper.readValue(line.substring(answer.length()), String.class));
            }
        }
        return values;
    }
}

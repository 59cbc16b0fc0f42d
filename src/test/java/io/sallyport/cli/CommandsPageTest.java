package io.sallyport.cli;

import io.sallyport.GeneratedPart;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The reference has the help of each command, word by word. */
class CommandsPageTest {
    private static final int WIDTH = 120;

    @Test
    @Tag("pages")
    void theReferenceHasEachCommandsHelp() throws IOException {
        CommandLine sallyport = Sallyport.commandLine(Map.of(), _ -> {});
        String pages = below(sallyport).map(CommandsPageTest::page).collect(Collectors.joining("\n"));

        new GeneratedPart(GeneratedPart.REFERENCE, "commands").is(pages);
    }

    private static Stream<CommandLine> below(CommandLine command) {
        return command.getSubcommands().values().stream().flatMap(each -> Stream.concat(Stream.of(each), below(each)));
    }

    private static String page(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName(" ").replaceFirst("^sallyport ", "");
        return "### " + name + "\n\n```text\n" + help(command) + "```\n";
    }

    private static String help(CommandLine command) {
        return command.setUsageHelpWidth(WIDTH).getUsageMessage(Ansi.OFF);
    }
}

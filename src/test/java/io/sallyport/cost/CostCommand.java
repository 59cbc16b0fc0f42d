package io.sallyport.cost;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks for the writes that cost most to judge. */
@Command(
        name = "fuzz",
        mixinStandardHelpOptions = true,
        description = "Which write of each kind costs most to judge? Begins with those of the corpus and makes more of them.",
        footer = "exit code: 0 if each is judged within 100 ms of a processor and 32 MiB, 1 if not")
final class CostCommand implements Callable<Integer> {
    @Option(names = "--minutes", defaultValue = "5", description = "for how long, over all kinds (default: ${DEFAULT-VALUE})")
    private double minutes;

    @Option(names = "--seed", description = "repeats an earlier run, as far as time allows (default: one by chance, which is printed)")
    private Long seed;

    @Option(names = "--kind", description = "only writes of this kind")
    private String kind = "";

    @Option(names = "--to", defaultValue = "target/fuzz", description = "where the dearest go (default: ${DEFAULT-VALUE})")
    private Path folder;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CostCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        long chosen = seed == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : seed;
        System.err.printf("seed %d%n", chosen);
        Map<String, List<JudgedWrite>> kinds = JudgedWrite.ofTheCorpus().stream()
                .filter(write -> kind.isEmpty() || write.kind().equals(kind))
                .collect(Collectors.groupingBy(JudgedWrite::kind, TreeMap::new, Collectors.toList()));
        Duration each = Duration.ofMillis((long) (minutes * 60_000 / Math.max(1, kinds.size())));
        Files.createDirectories(folder);
        boolean within = true;
        System.out.printf("%-28s %8s %10s %10s %10s%n", "kind", "tried", "bytes", "ms", "MiB");
        for (var entry : kinds.entrySet()) {
            var search = new DearestWrites(entry.getValue(), new Random(chosen));
            search.search(each);
            DearestWrites.Dear dear = search.dearest();
            System.out.printf("%-28s %8d %10d %10.1f %10.1f%n", entry.getKey(), search.tried(), dear.length(),
                    dear.cost().milliseconds(), dear.cost().mebibytes());
            Files.write(folder.resolve(entry.getKey() + ".json"), dear.write().bytes());
            within &= dear.cost().share() <= 1;
        }
        return within ? 0 : 1;
    }
}

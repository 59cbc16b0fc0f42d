package io.sallyport.cli.input;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Files as a sentence names them. */
public final class FileNames {
    private FileNames() {}

    public static String of(List<Path> files) {
        return files.stream()
                .map(file -> file.toString().equals("-") ? "standard input" : file.toString())
                .collect(Collectors.joining(", "));
    }
}

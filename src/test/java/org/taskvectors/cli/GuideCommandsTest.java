package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.accelerator.MachineDevices;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.hub.cache.OfflineSwitch;
import org.taskvectors.inference.LiveModels;
import picocli.CommandLine;

/// The commands that the guide quotes are commands of the program, with options that they have.
class GuideCommandsTest {
    private static final Path GUIDE = Path.of("assets/guide");
    private static final String PROGRAM = "task-vector-workbench ";
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir private Path folder;

    /// A line as a shell would cut it; what it sends elsewhere is left out.
    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        String command = line.substring(PROGRAM.length()).split(" > ")[0];
        for (Matcher word = WORD.matcher(command); word.find(); ) {
            words.add(Optional.ofNullable(word.group(1)).orElse(word.group(2)));
        }
        return words.toArray(String[]::new);
    }

    @Test
    void everyCommandIsUnderstood() throws IOException {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Session session =
                new Session(
                        "test",
                        new ProfileStore(folder),
                        MachineDevices.processorOnly(1),
                        HubModels.of(
                                Map.of(), folder, new OfflineSwitch(folder.resolve("offline"))),
                        nowhere,
                        nowhere,
                        false,
                        false);
        List<String> wrong = new ArrayList<>();
        int commands = 0;
        try (Stream<Path> pages = Files.list(GUIDE)) {
            for (Path page : pages.filter(file -> file.toString().endsWith(".md")).toList()) {
                for (String line : Files.readAllLines(page)) {
                    if (!line.startsWith(PROGRAM)) {
                        continue;
                    }
                    commands++;
                    CommandLine root =
                            RootCommand.commands(
                                    session,
                                    new LiveModels(Optional.empty())::load,
                                    (_, _) -> {
                                        throw new IllegalStateException("nothing is drawn");
                                    },
                                    new NoGradients(),
                                    List.of(words(line)));
                    try {
                        root.parseArgs(words(line));
                    } catch (CommandLine.ParameterException e) {
                        wrong.add(page + ": " + line + ": " + e.getMessage());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(commands).isGreaterThan(15);
    }
}

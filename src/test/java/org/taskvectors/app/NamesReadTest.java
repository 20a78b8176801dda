package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamesReadTest {
    @TempDir Path folder;

    @Test
    void aNameIsLookedUpOnce() throws Exception {
        List<String> asked = new ArrayList<>();
        NamesRead names =
                new NamesRead(
                        text -> {
                            asked.add(text);
                            return Path.of("cache", text);
                        });

        assertThat(names.path("one")).isEqualTo(Path.of("cache", "one"));
        assertThat(names.path("one")).isEqualTo(Path.of("cache", "one"));
        names.path("other");
        assertThat(asked).containsExactly("one", "other");
    }

    @Test
    void whatIsNoWorkspaceIsLeftToWhoOpensIt() throws Exception {
        NamesRead names = new NamesRead(Path::of);
        names.readAll(folder.resolve("nothing"));
        names.readAll(Files.writeString(folder.resolve("a.workbench.json"), "{"));
    }

    @Test
    void theNamesInAWorkspaceAreReadBeforehand() throws Exception {
        List<String> asked = new ArrayList<>();
        NamesRead names =
                new NamesRead(
                        text -> {
                            asked.add(text);
                            return Path.of(text);
                        });
        Path golden = Path.of("src/test/resources/golden/workspace");
        Path workspace;
        try (var files = Files.list(golden)) {
            workspace =
                    files.filter(file -> file.toString().endsWith(".json"))
                            .sorted()
                            .toList()
                            .getLast();
        }
        names.readAll(workspace);

        assertThat(asked).isNotEmpty();
    }
}

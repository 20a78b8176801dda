package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.accelerator.MachineDevices;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.hub.TestHub;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.inference.LiveModels;
import org.taskvectors.vector.SameNumbers;

/// Recipes that name models on a hub: a network is asked where a person says so, and nowhere else.
class HubRecipesTest {
    private static final Path SAMPLE = Path.of("assets/sample").toAbsolutePath();
    private static final String RECIPE =
            """
            merge_method: ties
            base_model: $base
            models:
              - model: $sst2
                parameters: {weight: 1, density: 0.5}
              - model: $mnli
                parameters: {weight: 0.5, density: 0.3}
            """;

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private TestHub hub;
    private HubModels models;
    private Path recipe = Path.of("");

    @BeforeEach
    void serve() throws IOException {
        hub = TestHub.start();
        for (String name : new String[] {"base", "sst2", "mnli"}) {
            hub.serve("me/" + name, SAMPLE.resolve(name));
        }
        models = hub.models(folder.resolve("cache"));
        recipe = Files.writeString(folder.resolve("both.yml"), RECIPE.replace("$", "me/"));
    }

    @AfterEach
    void close() throws IOException {
        models.close();
        hub.close();
    }

    private int run(Object... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLineMain(
                        "test",
                        new ProfileStore(folder.resolve("kept")),
                        new LiveModels(Optional.empty())::load,
                        (_, _) -> {
                            throw new IOException("nothing is drawn here");
                        },
                        MachineDevices.processorOnly(2),
                        new NoGradients(),
                        models)
                .run(
                        Arrays.stream(arguments).map(Object::toString).toList(),
                        new PrintWriter(out),
                        new PrintWriter(err),
                        false);
    }

    private static void requireSame(Path one, Path other) throws IOException {
        try (Checkpoint a = Checkpoints.open(one);
                Checkpoint b = Checkpoints.open(other)) {
            assertThat(a.tensors()).isEqualTo(b.tensors());
            for (Tensor tensor : a.tensors()) {
                assertThat(SameNumbers.bytes(a, tensor.name()))
                        .as(tensor.name())
                        .isEqualTo(SameNumbers.bytes(b, tensor.name()));
            }
        }
    }

    /// The merge of the same models on this machine.
    private Path ofFolders() throws IOException {
        Path local = folder.resolve("local");
        Path of = Files.writeString(folder.resolve("f.yml"), RECIPE.replace("$", SAMPLE + "/"));
        assertThat(run("merge", of, "-o", local, "--allow-paths", SAMPLE))
                .as(err.toString())
                .isZero();
        return local;
    }

    @Test
    void nothingIsAskedBeforeAPersonSaysSo() {
        assertThat(run("merge", recipe, "-o", folder.resolve("out"))).isEqualTo(1);
        assertThat(err.toString()).contains("line 2", "'me/base' is a model on a hub", "--ask-hub");
        assertThat(run("inspect", recipe)).isEqualTo(1);
        assertThat(hub.asked()).isZero();
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void askedForItIsTheMergeOfTheSameFiles() throws IOException {
        Path merged = folder.resolve("merged");
        assertThat(run("merge", recipe, "-o", merged, "--ask-hub")).as(err.toString()).isZero();
        requireSame(merged, ofFolders());
        assertThat(Files.readString(merged.resolve("README.md")))
                .contains("me/base")
                .doesNotContain("127.0.0.1");
    }

    @Test
    void recipesWithinRecipesAreLookedInto() throws IOException {
        Path outer =
                Files.writeString(
                        folder.resolve("outer.yml"),
                        """
                        merge_method: linear
                        models:
                          - model: ./both.yml
                            parameters: {weight: 0.5}
                          - model: me/sst2@main
                            parameters: {weight: 0.5}
                        """);
        assertThat(run("inspect", outer)).isEqualTo(1);
        assertThat(hub.asked()).isZero();
        assertThat(run("inspect", outer, "--ask-hub")).as(err.toString()).isZero();
        assertThat(hub.asked()).isPositive();
    }

    @Test
    void whatLiesInTheCacheIsTakenFromThere() throws IOException {
        for (String name : new String[] {"base", "sst2", "mnli"}) {
            assertThat(run("fetch", "hf:me/" + name)).as(err.toString()).isZero();
        }
        int before = hub.asked();
        Path merged = folder.resolve("merged");
        assertThat(run("merge", recipe, "-o", merged)).as(err.toString()).isZero();
        requireSame(merged, ofFolders());
        assertThat(hub.asked()).isEqualTo(before);
    }

    @Test
    void aPathThatIsAllowedMayBeOnAHub() {
        assertThat(run("inspect", recipe, "--allow-paths", "hf:me/base,hf:me/sst2,hf:me/mnli"))
                .as(err.toString())
                .isZero();
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        Path absent =
                Files.writeString(
                        folder.resolve("absent.yml"),
                        RECIPE.replace("$mnli", "me/absent").replace("$", "me/"));
        assertThat(run("merge", absent, "-o", folder.resolve("out"), "--ask-hub")).isEqualTo(1);
        assertThat(err.toString()).contains("hf:me/absent: there is no model of that name");
    }

    @Test
    void theRecipeBesideAMergeNamesThem() throws IOException {
        Path merged = folder.resolve("merged");
        assertThat(
                        run(
                                "merge",
                                "--method",
                                "linear",
                                "--model",
                                "hf:me/sst2=0.5",
                                "--model",
                                "hf:me/mnli@main=0.5",
                                "-o",
                                merged))
                .as(err.toString())
                .isZero();
        String card = Files.readString(merged.resolve("README.md"));
        assertThat(card).contains("model: me/sst2", "model: me/mnli@main");
        String text = card.substring(card.indexOf("merge_method"));
        Path again =
                Files.writeString(
                        folder.resolve("again.yml"), text.substring(0, text.indexOf("```")));
        Path second = folder.resolve("second");
        assertThat(run("merge", again, "-o", second, "--ask-hub")).as(err.toString()).isZero();
        requireSame(second, merged);
    }

    @Test
    void aModelOfTheCacheIsNamedWithItsCommit() throws IOException {
        for (String name : new String[] {"sst2", "mnli"}) {
            assertThat(run("fetch", "hf:me/" + name)).as(err.toString()).isZero();
        }
        Path merged = folder.resolve("merged");
        assertThat(
                        run(
                                "merge",
                                "--method",
                                "linear",
                                "--model",
                                "hf:me/sst2=0.5",
                                "--model",
                                "hf:me/mnli=0.5",
                                "-o",
                                merged))
                .as(err.toString())
                .isZero();
        String card = Files.readString(merged.resolve("README.md"));
        assertThat(card).contains("- 'me/sst2'").containsPattern("model: me/sst2@[0-9a-f]{40}\\n");
        String text = card.substring(card.indexOf("merge_method"));
        Path again =
                Files.writeString(
                        folder.resolve("again.yml"), text.substring(0, text.indexOf("```")));
        Path second = folder.resolve("second");
        assertThat(run("merge", again, "-o", second)).as(err.toString()).isZero();
        requireSame(second, merged);
    }

    @Test
    void whatIsNoNameIsToldWithItsLine() throws IOException {
        for (String name : new String[] {"hf:../..", "hf:http://x/y", "hf:a/b:../../etc/passwd"}) {
            Path bad =
                    Files.writeString(
                            folder.resolve("bad.yml"),
                            RECIPE.replace("$base", name).replace("$", "me/"));
            for (String option : new String[] {"--ask-hub", "--allow-paths=" + SAMPLE}) {
                assertThat(run("inspect", bad, option)).as(name).isEqualTo(1);
                assertThat(err.toString())
                        .contains("bad.yml", "line 2", "is no name of a model on a hub");
            }
        }
        assertThat(hub.asked()).isZero();
    }

    @Test
    void aRecipeOfAStrangerAsksForNoThousandModels() throws IOException {
        StringBuilder many = new StringBuilder("merge_method: linear\nmodels:\n");
        for (int i = 0; i < 201; i++) {
            many.append("  - model: me/m").append(i).append("\n    parameters: {weight: 1}\n");
        }
        Path recipeOfMany = Files.writeString(folder.resolve("many.yml"), many);
        assertThat(run("inspect", recipeOfMany, "--ask-hub")).isEqualTo(2);
        assertThat(err.toString()).contains("names 201 models on a hub");
        assertThat(hub.asked()).isZero();
    }
}

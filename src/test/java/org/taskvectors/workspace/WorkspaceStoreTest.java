package org.taskvectors.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.checkpoint.Dictionaries;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.file.Failure;
import org.taskvectors.file.PathReader;
import org.taskvectors.workspace.WorkspaceStore.Saving;

class WorkspaceStoreTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "workspace");

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("data").resolve("workspace.json");
    }

    private static WorkspaceState full() {
        Facts facts =
                new Facts(
                        "Hugging Face folder",
                        "Llama",
                        8_030_261_248L,
                        List.of("bfloat16"),
                        16_060_556_376L,
                        4,
                        32,
                        291,
                        "",
                        "",
                        List.of("total_size is stale"));
        FileItem base =
                new FileItem(
                        "b",
                        Path.of("/models/Llama-3.1-8B"),
                        "Llama \"8B\"",
                        Role.BASE,
                        Optional.empty(),
                        Optional.of(facts));
        FileItem vector =
                new FileItem(
                        "v",
                        Path.of("/vectors/süß.safetensors"),
                        "τ",
                        Role.VECTOR,
                        Optional.of("b"),
                        Optional.empty(),
                        Optional.of(
                                new ContentId(
                                        List.of(
                                                new ContentId.Part(10, 20, "ab"),
                                                new ContentId.Part(5, 21, "cd")))),
                        new OpenOptions(
                                Optional.of(new LoraScale.Alpha(16, true)),
                                Optional.of("second"),
                                Optional.of("ema")));
        FileItem adapter =
                new FileItem(
                        "l",
                        Path.of("/adapters/sst2"),
                        "sst2",
                        Role.ADAPTER,
                        Optional.of("b"),
                        Optional.of(
                                new Facts(
                                        "adapter folder (PEFT)",
                                        "Llama",
                                        1,
                                        List.of("NF4"),
                                        2,
                                        1,
                                        3,
                                        4,
                                        "",
                                        "meta-llama/Llama-3.1-8B",
                                        List.of(),
                                        4.5,
                                        Optional.of(
                                                new AdapterFacts(
                                                        "DoRA",
                                                        "16",
                                                        "32",
                                                        "meta-llama/Llama-3.1-8B",
                                                        List.of("q_proj"),
                                                        List.of("it needs its base"),
                                                        true,
                                                        List.of("default", "second"))),
                                        Optional.of(
                                                new Dictionaries(
                                                        List.of("model", "ema"),
                                                        Optional.of("model"))),
                                        "",
                                        Layout.UNKNOWN)));
        return WorkspaceState.EMPTY
                .withName("sentiment and inference")
                .withItem(base)
                .withItem(vector)
                .withItem(adapter)
                .withTicked("v", true)
                .withThreshold(new Threshold(1e-4, Threshold.Basis.ABSOLUTE))
                .withPlace("compare")
                .withChoice("compare.measure", "norm")
                .withWindow(new WindowBounds(10, 20, 1440, 900, false))
                .withTheme(ThemeChoice.DARK)
                .withRecent(Path.of("/vectors/süß.safetensors"));
    }

    @Test
    void aWorkspaceIsReadWithoutBeingWritten() throws IOException {
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            store.workspace().update(_ -> full());
        }
        byte[] before = Files.readAllBytes(file);
        assertThat(WorkspaceStore.read(file)).isEqualTo(full());
        try (WorkspaceStore copy = WorkspaceStore.copyOf(file, WorkspaceStore.read(file))) {
            assertThat(copy.saving()).isEqualTo(Saving.SAVED);
            copy.workspace().update(state -> state.withName("other"));
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void readingADamagedWorkspaceSaysSoAndKeepsNoCopy() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{");
        assertThatThrownBy(() -> WorkspaceStore.read(file)).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> WorkspaceStore.read(file.resolveSibling("none.json")))
                .hasMessageContaining("there is no workspace here");
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatWasSavedComesBack() {
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            assertThat(store.workspace().state()).isEqualTo(WorkspaceState.EMPTY);
            store.workspace().update(_ -> full());
            assertThat(store.saving()).isEqualTo(Saving.PENDING);
        }
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            assertThat(store.notice()).isEmpty();
            assertThat(store.workspace().state()).isEqualTo(full());
        }
    }

    /// Names and shapes are kept with the card; files of older versions have none.
    @Test
    void layoutsComeBack() {
        Layout layout =
                new Layout(Map.of("layers.*.up_proj.weight 4 8", new Layout.Kind(3, 2, 32)));
        WorkspaceState state =
                full().changing("b", b -> b.withFacts(b.facts().orElseThrow().withLayout(layout)));
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            store.workspace().update(_ -> state);
        }
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            assertThat(store.workspace().state()).isEqualTo(state);
        }
    }

    @Test
    void itIsSavedSoonAfterAChange() throws InterruptedException {
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            store.workspace().update(state -> state.withName("a"));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
            while (store.saving() != Saving.SAVED && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            assertThat(store.saving()).isEqualTo(Saving.SAVED);
            assertThat(file).content().contains("\"a\"");
        }
    }

    @Test
    void aDamagedOneIsKeptAside() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"format\": \"task-vector-work");
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            assertThat(store.workspace().state()).isEqualTo(WorkspaceState.EMPTY);
            assertThat(store.notice())
                    .hasValueSatisfying(
                            notice -> {
                                assertThat(notice.problem()).isEqualTo(WorkspaceProblem.DAMAGED);
                                assertThat(notice.advice()).contains("workspace-damaged-1.json");
                            });
            store.workspace().update(state -> state.withName("new"));
        }
        assertThat(file.resolveSibling("workspace-damaged-1.json"))
                .content()
                .isEqualTo("{\"format\": \"task-vector-work");
        assertThat(file).content().contains("\"new\"");
    }

    @Test
    void aReadOnlyOneIsShownAndNeverWritten() throws IOException {
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            store.workspace().update(_ -> full());
        }
        byte[] before = Files.readAllBytes(file);
        Failure why = Failure.of(WorkspaceProblem.ELSEWHERE, file, "another window has it", "");
        try (WorkspaceStore store = WorkspaceStore.openReadOnly(file, why, PathReader.ofDisks())) {
            assertThat(store.workspace().state()).isEqualTo(full());
            assertThat(store.off()).contains(why);
            store.workspace().update(state -> state.without("b"));
            assertThat(store.saving()).isEqualTo(Saving.OFF);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        Files.writeString(file, "damaged");
        WorkspaceStore.openReadOnly(file, why, PathReader.ofDisks()).close();
        assertThat(file).hasContent("damaged");
        assertThat(file.resolveSibling("workspace-damaged-1.json")).doesNotExist();
    }

    @Test
    void whatAnotherProgramWroteMeanwhileIsNotWrittenOver() throws IOException {
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            store.workspace().update(_ -> full());
        }
        WorkspaceStore here = WorkspaceStore.open(file);
        try (WorkspaceStore elsewhere = WorkspaceStore.open(file)) {
            elsewhere.workspace().update(state -> state.withName("written elsewhere"));
        }
        here.workspace().update(state -> state.without("b"));
        here.close();
        assertThat(here.saving()).isEqualTo(Saving.OFF);
        assertThat(here.off())
                .hasValueSatisfying(
                        why -> assertThat(why.problem()).isEqualTo(WorkspaceProblem.CHANGED));
        try (WorkspaceStore again = WorkspaceStore.open(file)) {
            assertThat(again.workspace().state()).isEqualTo(full().withName("written elsewhere"));
        }
    }

    @Test
    void oneThatWasOnlyTouchedIsSavedOn() throws IOException {
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            store.workspace().update(_ -> full());
        }
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(1));
            store.workspace().update(state -> state.withName("goes on"));
        }
        assertThat(file).content().contains("goes on");
    }

    @Test
    void senselessValuesAreDamageToo() throws IOException {
        Files.createDirectories(file.getParent());
        for (String text :
                List.of(
                        "",
                        "[]",
                        "{\"format\":\"other\"}",
                        "{\"format\":\"task-vector-workbench-workspace\",\"version\":1,"
                                + "\"threshold\":{\"value\":-1}}",
                        "{\"format\":\"task-vector-workbench-workspace\",\"version\":1,"
                                + "\"items\":[{\"id\":\"x\"}]}")) {
            Files.writeString(file, text);
            try (WorkspaceStore store = WorkspaceStore.open(file)) {
                assertThat(store.notice()).as(text).isPresent();
            }
        }
    }

    @Test
    void aNewerOneIsLeftAlone() throws IOException {
        String newer = "{\"format\":\"task-vector-workbench-workspace\",\"version\":4}";
        Files.createDirectories(file.getParent());
        Files.writeString(file, newer);
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            assertThat(store.notice())
                    .hasValueSatisfying(
                            notice ->
                                    assertThat(notice.problem())
                                            .isEqualTo(WorkspaceProblem.TOO_NEW));
            assertThat(store.saving()).isEqualTo(Saving.OFF);
            store.workspace().update(state -> state.withName("lost"));
        }
        assertThat(file).content().isEqualTo(newer);
    }

    @Test
    void aNewOneOpensOnAttentionAndFeedForward() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"format\":\"task-vector-workbench-workspace\",\"version\":3}");
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            assertThat(store.workspace().state().choices())
                    .as("nothing was ever shown in it")
                    .isEqualTo(WorkspaceState.OPENING);
        }
    }

    @Test
    void aColourIsKeptWithItsVector() throws IOException {
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            store.workspace().update(_ -> full());
            store.workspace()
                    .update(state -> state.changing("v", v -> v.withColour(OptionalInt.of(5))));
        }
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            assertThat(store.workspace().state().file("v").orElseThrow().colour()).hasValue(5);
            assertThat(store.workspace().state().file("l").orElseThrow().colour()).isEmpty();
        }
    }

    @Test
    void oneOfVersion1IsReadAndSavedAsTheNewOne() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "{\"format\":\"task-vector-workbench-workspace\",\"version\":1,"
                        + "\"items\":[{\"id\":\"x\",\"path\":\"/m/a.safetensors\",\"name\":\"a\","
                        + "\"role\":\"vector\",\"facts\":{\"format\":\"safetensors file\","
                        + "\"tensors\":7,\"on\":\"llama\"}}],\"ticked\":[\"x\"]}");
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            assertThat(store.notice()).isEmpty();
            FileItem item = store.workspace().state().tickedItems().getFirst();
            assertThat(item.content()).isEmpty();
            assertThat(item.said().scale()).isEmpty();
            assertThat(item.facts().orElseThrow().tensors()).isEqualTo(7);
            assertThat(item.facts().orElseThrow().isQuantized()).isFalse();
            store.workspace().update(state -> state.withName("n"));
        }
        assertThat(file).content().contains("\"version\" : 3");
    }

    @Test
    void oneOfVersion2OpensWithNothingLost() throws IOException {
        Files.createDirectories(file.getParent());
        Files.copy(GOLDEN.resolve("version-2.json"), file);
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            assertThat(store.notice()).isEmpty();
            assertThat(store.workspace().state())
                    .as("it shows what the older version showed")
                    .isEqualTo(full().withChoices(Map.of("compare.measure", "norm")));
            store.workspace().update(state -> state.withName("n"));
        }
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            assertThat(store.workspace().state())
                    .isEqualTo(full().withChoices(Map.of("compare.measure", "norm")).withName("n"));
        }
    }

    @Test
    void itemsOfKindsThatANewerVersionMadeAreWrittenBackAsTheyWere() throws IOException {
        String recipe =
                """
                {"kind":"recipe","id":"r","name":"sum","terms":[{"item":"x","lambda":0.30},\
                {"item":"y","lambda":1e400}],"seed":12345678901234567890,"note":null}\
                """;
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "{\"format\":\"task-vector-workbench-workspace\",\"version\":3,\"items\":["
                        + recipe
                        + ",{\"kind\":\"file\",\"id\":\"x\",\"path\":\"/m/a.pth\"}],"
                        + "\"ticked\":[\"r\",\"x\"]}");
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            WorkspaceState state = store.workspace().state();
            assertThat(state.items()).extracting(Item::name).containsExactly("sum", "a.pth");
            assertThat(state.files()).extracting(FileItem::id).containsExactly("x");
            assertThat(state.tickedItems()).as("what is compared").isEmpty();
            store.workspace().update(now -> now.withName("n"));
        }
        JsonNode saved = new ObjectMapper().readTree(Files.readString(file));
        assertThat(saved.path("items").get(0).properties().stream().map(Map.Entry::getKey))
                .containsExactly("kind", "id", "name", "terms", "seed", "note");
        String written = Files.readString(file).replaceAll("\\s+", "");
        assertThat(written).contains("\"lambda\":0.30", "12345678901234567890", "\"note\":null");
        assertThat(new BigDecimal(written.replaceAll(".*\"y\",\"lambda\":([^}]+)}.*", "$1")))
                .isEqualByComparingTo("1e400");
        assertThat(saved.path("ticked")).extracting(JsonNode::asText).containsExactly("r", "x");
    }

    @Test
    void whereAnItemMovedEverythingThatNamedItsPlaceNamesTheNewOne() {
        WorkspaceState state =
                full().withChoice("extract.base", Path.of("/models/Llama-3.1-8B").toString())
                        .relinked("b", Path.of("/elsewhere/llama"));
        assertThat(state.file("b").orElseThrow().path()).isEqualTo(Path.of("/elsewhere/llama"));
        assertThat(state.choice("extract.base", ""))
                .isEqualTo(Path.of("/elsewhere/llama").toString());
        assertThat(state.ticked()).isEqualTo(full().ticked());
        assertThat(state.file("v").orElseThrow().base()).contains("b");
    }

    @Test
    void unknownFieldsArePassedOver() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "{\"format\":\"task-vector-workbench-workspace\",\"version\":1,\"name\":\"n\","
                        + "\"later\":{\"x\":1},\"theme\":\"sepia\"}");
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            assertThat(store.notice()).isEmpty();
            assertThat(store.workspace().state().name()).isEqualTo("n");
            assertThat(store.workspace().state().theme()).isEqualTo(ThemeChoice.SYSTEM);
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenIsSaid() throws IOException {
        Files.createDirectories(file.getParent().resolve("workspace.json"));
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            assertThat(store.notice()).isPresent();
            assertThat(store.saving()).isEqualTo(Saving.OFF);
        }
    }

    @Test
    void savedEvaluationsComeBackAndAnOlderProgramWouldKeepThem() throws Exception {
        EvaluationItem saved =
                new EvaluationItem(
                        "e1",
                        "SST-2, both",
                        Path.of("/data/e1.evaluation.jsonl").toAbsolutePath(),
                        "9 points",
                        false,
                        "{\"how\":\"so\"}");
        WorkspaceState state = WorkspaceState.EMPTY.withItems(java.util.List.of(saved));
        String json = WorkspaceJson.write(state);
        assertThat(WorkspaceJson.read(Path.of("w.json"), json, PathReader.ofDisks()).evaluations())
                .containsExactly(saved);
        // A kind that a program does not know is kept as it is; the version stays the same.
        assertThat(json).contains("\"version\" : 3").contains("\"kind\" : \"evaluation\"");
        assertThat(state.files()).isEmpty();
    }

    @Test
    void trainingsComeBackAsTheyStood() throws Exception {
        TrainingItem run =
                new TrainingItem(
                        "t1",
                        "smollm2-sst2-r8",
                        Path.of("/data/trainings/smollm2-sst2-r8").toAbsolutePath(),
                        "stopped at step 31: the loss is no number",
                        TrainingItem.Standing.FAILED,
                        "{\"steps\":500}");
        WorkspaceState state = WorkspaceState.EMPTY.withItems(java.util.List.of(run));
        String json = WorkspaceJson.write(state);
        assertThat(WorkspaceJson.read(Path.of("w.json"), json, PathReader.ofDisks()).trainings())
                .containsExactly(run);
        assertThat(json).contains("\"version\" : 3").contains("\"kind\" : \"training\"");
        assertThat(state.files()).isEmpty();
    }
}

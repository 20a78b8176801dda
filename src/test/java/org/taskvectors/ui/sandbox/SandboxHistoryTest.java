package org.taskvectors.ui.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.inference.Side;
import org.taskvectors.sandbox.HistoryEntry;
import org.taskvectors.sandbox.HistoryFile;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// What was asked before: kept, put back, exported, cleared.
class SandboxHistoryTest {
    @TempDir Path folder;

    private final FakeCore core = new FakeCore();
    private final FileItem base = item("b", Role.BASE, Optional.empty());
    private final FileItem sst2 = item("SST-2", Role.VECTOR, Optional.of("b"));
    private TestPlace place;
    private SandboxViewModel model;
    private Path file;

    private static FileItem item(String id, Role role, Optional<String> of) {
        return new FileItem(id, Path.of("/models", id), id, role, of, Optional.empty());
    }

    @BeforeEach
    void open() {
        file = folder.resolve(HistoryFile.NAME);
        place = new TestPlace(WorkspaceState.EMPTY.withItems(List.of(base, sst2)));
        model = new SandboxViewModel(place.context(), core, Optional.of(new HistoryFile(file)));
    }

    @AfterEach
    void close() {
        model.close();
        place.close();
    }

    private List<HistoryEntry> entries() {
        return model.history().entriesProperty().get();
    }

    private void ask(int runs) {
        if (runs == 1) {
            model.tryVectors(List.of(sst2));
        }
        place.until(() -> entries().size() == runs);
        place.until(() -> !model.exchange().busyProperty().get());
    }

    @Test
    void aHistoryThatAnotherWindowWritesIsReadOnly() throws Exception {
        Path other = file.resolveSibling("other.jsonl");
        Files.createDirectories(other.toAbsolutePath().getParent());
        Files.writeString(other, "damaged\n");
        HistoryFile kept = HistoryFile.readOnly(other);
        assertThat(kept.read().notice()).isEqualTo("One run of the history could not be read.");
        kept.write(List.of());
        assertThat(other).hasContent("damaged");
        assertThat(other.resolveSibling("sandbox-history.damaged-1.jsonl")).doesNotExist();
    }

    @Test
    void aRunIsKeptWithEverythingThatRepeatsIt() {
        model.setup().decode("seed", decoding -> decoding.withGreedy(false).withSeed(99));
        ask(1);
        place.until(() -> new HistoryFile(file).read().entries().size() == 1);
        HistoryEntry kept = new HistoryFile(file).read().entries().getFirst();
        assertThat(kept).isEqualTo(entries().getFirst());
        assertThat(kept.decoding().seed()).isEqualTo(99);
        assertThat(kept.names()).containsExactly("SST-2");
        assertThat(kept.answers()).containsOnlyKeys(Side.BASE, Side.EDITED);
        assertThat(kept.answers().get(Side.EDITED).text()).startsWith("positive.");
        assertThat(kept.prompt()).startsWith("Review: ").endsWith("Sentiment:");
    }

    @Test
    void aClickPutsEverythingBackAndAsksAgain() {
        ask(1);
        model.prompting().setField("sentence", "unflinchingly bleak");
        model.setup().setLambda("1", -1);
        place.until(() -> entries().size() == 2);
        place.until(() -> !model.exchange().busyProperty().get());
        int before = core.answers.get();
        model.history().restore(entries().getFirst());
        place.until(() -> core.answers.get() == before + 2);
        place.until(() -> !model.exchange().busyProperty().get());
        assertThat(model.setup().vectorsProperty().get().getFirst().knob().lambda()).isEqualTo(1);
        assertThat(model.exchange().asked().orElseThrow().input())
                .isEqualTo(entries().getFirst().input());
        // A run that repeats another one in everything is that one.
        assertThat(entries()).hasSize(2);
        assertThat(model.history().restoredProperty().get()).isEqualTo(entries().getFirst().id());
    }

    @Test
    void aBranchIsPutBackToo() {
        ask(1);
        Branch answer = model.exchange().branches().shown(Side.EDITED).orElseThrow();
        int token = answer.tokens().get(2).own().top().getFirst().token();
        model.exchange().continueWith(answer, 2, token);
        ask(2);
        HistoryEntry fork = entries().getLast();
        assertThat(fork.fork()).contains(new HistoryEntry.Fork(Side.EDITED, 2, token));
        model.exchange().ask();
        place.until(
                () -> model.history().restoredProperty().get().equals(entries().getFirst().id()));
        model.history().restore(fork);
        place.until(() -> model.history().restoredProperty().get().equals(fork.id()));
        place.until(
                () ->
                        model.exchange()
                                .branches()
                                .shown(Side.EDITED)
                                .filter(b -> b.parent().isPresent() && b.end().isPresent())
                                .isPresent());
    }

    @Test
    void clearingLeavesWhatIsPinned() throws IOException {
        ask(1);
        model.setup().setLambda("1", -1);
        ask(2);
        model.history().pin(entries().getFirst(), true);
        model.history().clear();
        assertThat(entries()).singleElement().satisfies(e -> assertThat(e.isPinned()).isTrue());
        model.history().pin(entries().getFirst(), false);
        model.history().clear();
        place.until(() -> contents().isEmpty());
        assertThat(Files.readString(file)).isEmpty();
    }

    private String contents() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "?";
        }
    }

    @Test
    void runsAreExportedForPeopleAndForPrograms() throws IOException {
        ask(1);
        Path markdown = folder.resolve("out.md");
        place.saveTo = Optional.of(markdown);
        model.history().export(true);
        place.until(() -> Files.exists(markdown));
        assertThat(Files.readString(markdown))
                .contains("## it's a charming", "θ₀ + 1.00 τ(SST-2)", "| positive | ", "greedy")
                .doesNotContain("stopped at");
        Path lines = folder.resolve("out.jsonl");
        place.saveTo = Optional.of(lines);
        model.history().export(false);
        place.until(() -> Files.exists(lines));
        assertThat(Files.readAllLines(lines)).hasSize(1);
        assertThat(Files.readString(lines))
                .contains(
                        "\"seed\":7", "\"tokens\":[", "\"prompt_tokens\":[0,1,", "\"program\":\"");
    }

    @Test
    void anExportNamesTheModelThatRanAndWhatEndedIt() throws IOException {
        model.setup().decode("stop", decoding -> decoding.withStops(List.of("\n\n"), false));
        ask(1);
        model.setup().setLambda("1", -0.375);
        ask(2);
        Path markdown = folder.resolve("exact.md");
        place.saveTo = Optional.of(markdown);
        model.history().export(true);
        place.until(() -> Files.exists(markdown));
        assertThat(Files.readString(markdown))
                .contains("θ₀ − 0.375 τ(SST-2)")
                .contains("the model's own end does not end it, stopped at \"\\n\\n\"");
    }

    @Test
    void aDamagedFileIsSetAsideWithAWord() throws IOException {
        ask(1);
        place.until(() -> Files.exists(file));
        model.close();
        String good = Files.readString(file);
        Files.writeString(file, good + "{\"id\": 7, broken\n");
        SandboxViewModel again =
                new SandboxViewModel(place.context(), core, Optional.of(new HistoryFile(file)));
        place.until(() -> !again.history().noticeProperty().get().isEmpty());
        assertThat(again.history().noticeProperty().get())
                .isEqualTo(
                        "One run of the history could not be read. The file as it was is kept as"
                                + " sandbox-history.damaged-1.jsonl.");
        assertThat(again.history().entriesProperty().get()).hasSize(1);
        assertThat(folder.resolve("sandbox-history.damaged-1.jsonl")).exists();
        again.close();
    }

    @Test
    void aTokensCardSaysWhatBothExpectedAndWhatWasCut() {
        model.setup().decode("Sampled", decoding -> decoding.withGreedy(false));
        ask(1);
        model.pointing().hover(Side.EDITED, 1);
        Pointing.Card card = model.pointing().cardProperty().get().orElseThrow();
        assertThat(card.isWhole()).isTrue();
        assertThat(card.base()).hasSize(20);
        assertThat(card.edited().stream().filter(Pointing.Row::isCut)).hasSize(13);
        assertThat(card.base()).noneMatch(Pointing.Row::isCut);
        assertThat(card.difference()).hasSize(20);
        assertThat(card.cut()).isEqualTo("below the line: cut by top-p 0.90");
        assertThat(card.figures()).startsWith("token 2 · entropy ").contains(" → ", " · KL ");
        model.pointing().leave();
        assertThat(model.pointing().cardProperty().get()).isEmpty();
        model.pointing().pin(Side.EDITED, 1);
        model.pointing().step(1);
        model.pointing().hover(Side.BASE, 0);
        assertThat(model.pointing().pointedProperty().get())
                .contains(new Pointing.Pointed(Side.EDITED, 2, true));
    }
}

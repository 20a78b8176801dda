package org.taskvectors.ui.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.apply.ApplyViewModel;
import org.taskvectors.ui.lora.LoraViewModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.ExtractPair;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// A library with many cards: found, in order, in groups, several chosen.
class ManyCardsTest {
    private static final WorkspaceState START =
            WorkspaceState.EMPTY.withItems(
                    List.of(
                            item("llama", Role.BASE, "", "Llama", 30),
                            item("sst2", Role.VECTOR, "llama", "Llama", 10),
                            item("gpt", Role.BASE, "", "GPT-2", 20),
                            item("chat", Role.TUNED, "gpt", "GPT-2", 21),
                            item("run10", Role.VECTOR, "gpt", "GPT-2", 5),
                            item("Run9", Role.VECTOR, "gpt", "GPT-2", 6),
                            item("stray", Role.VECTOR, "", "OPT", 7)));

    private final List<String> copied = new ArrayList<>();
    private final List<List<FileItem>> tried = new ArrayList<>();
    private TestPlace place;
    private LibraryViewModel library;
    private CardActions actions;

    private static FileItem item(
            String id, Role role, String base, String architecture, long bytes) {
        Facts facts =
                new Facts(
                        "safetensors file",
                        architecture,
                        1,
                        List.of("float32"),
                        bytes,
                        1,
                        2,
                        3,
                        "",
                        "",
                        List.of());
        return new FileItem(
                id,
                Path.of("/data", id + ".safetensors"),
                id,
                role,
                Optional.of(base).filter(b -> !b.isEmpty()),
                Optional.of(facts));
    }

    @BeforeEach
    void make() {
        start(START);
    }

    private void start(WorkspaceState state) {
        place = new TestPlace(state);
        AppContext context = place.context();
        Opener opener =
                new Opener(
                        context.background(),
                        place.workspace,
                        context.navigation(),
                        context.named());
        library =
                new LibraryViewModel(
                        context,
                        opener,
                        new SampleOpener(context, Optional.empty()),
                        new LoraViewModel(context, place.core()),
                        new ApplyViewModel(context, place.core()));
        actions = new CardActions(context, library, new Onward(tried::add, _ -> {}), copied::add);
    }

    @AfterEach
    void close() {
        place.close();
    }

    private List<String> shown() {
        return library.cards().stream().map(CardData::id).toList();
    }

    private static List<String> words(List<CardAction> all) {
        return all.stream().map(CardAction::word).toList();
    }

    private void act(List<CardAction> all, String word) {
        all.stream().filter(a -> a.word().equals(word)).findFirst().orElseThrow().run().run();
        place.settle();
    }

    @Test
    void everyWordOfTheSearchIsSomewhereOnTheCard() {
        library.view().queryProperty().set("GPT vector");
        assertThat(shown()).containsExactly("run10", "Run9");
        library.view().queryProperty().set("/data/stray");
        assertThat(shown()).containsExactly("stray");
        library.view().queryProperty().set("gpt vector nothing");
        assertThat(shown()).isEmpty();
        library.view().queryProperty().set("");
        assertThat(shown()).hasSize(7);
    }

    @Test
    void ordersByNameWithNumbersBySizeAndByKind() {
        library.view().sortProperty().set(CardSort.NAME);
        assertThat(shown())
                .containsExactly("chat", "gpt", "llama", "Run9", "run10", "sst2", "stray");
        library.view().sortProperty().set(CardSort.SIZE);
        assertThat(shown())
                .containsExactly("llama", "chat", "gpt", "sst2", "stray", "Run9", "run10");
        library.view().sortProperty().set(CardSort.KIND);
        assertThat(shown())
                .containsExactly("gpt", "llama", "chat", "Run9", "run10", "sst2", "stray");
        library.view().sortProperty().set(CardSort.NORM);
        assertThat(shown()).as("none was measured").hasSize(7);
    }

    @Test
    void groupsHaveTheirBaseFirstAndTheRestComesLast() {
        library.view().groupedProperty().set(true);
        assertThat(library.shelves())
                .extracting(Shelf::title)
                .containsExactly("llama", "gpt", "Without a base in the library");
        assertThat(library.shelves().get(1).cards())
                .extracting(CardData::id)
                .containsExactly("gpt", "chat", "run10", "Run9");
        library.view().sortProperty().set(CardSort.NAME);
        assertThat(library.shelves().getFirst().cards())
                .extracting(CardData::id)
                .containsExactly("gpt", "chat", "Run9", "run10");
    }

    @Test
    void orderAndGroupsAreKeptAndTheSearchIsNot() {
        library.view().sortProperty().set(CardSort.SIZE);
        library.view().groupedProperty().set(true);
        library.view().queryProperty().set("gpt");
        WorkspaceState kept = place.workspace.state();
        place.close();
        start(kept);
        assertThat(library.view().sortProperty().get()).isEqualTo(CardSort.SIZE);
        assertThat(library.view().groupedProperty().get()).isTrue();
        assertThat(shown()).hasSize(7);
        assertThat(place.undo.toUndo()).as("how it is shown is no act").isEmpty();
    }

    @Test
    void severalAreComparedAndTakenBackAtOnce() {
        act(actions.onward(List.of("sst2", "run10", "Run9")), "Compare");
        assertThat(place.workspace.state().ticked()).containsExactly("sst2", "run10", "Run9");
        assertThat(place.shown).containsExactly("compare");
        place.undo.undo();
        assertThat(place.workspace.state().ticked()).isEmpty();
    }

    @Test
    void severalAreRemovedInOneAct() {
        actions.remove(List.of("sst2", "run10", "chat"));
        place.settle();
        assertThat(place.workspace.state().files()).hasSize(4);
        assertThat(place.undo.toUndo()).contains("Remove 3 items");
        place.undo.undo();
        assertThat(place.workspace.state().items()).isEqualTo(START.items());
    }

    @Test
    void onlyWhatFitsIsOffered() {
        assertThat(words(actions.onward(List.of("sst2"))))
                .containsExactly(
                        "Compare", "Try in Sandbox", "Extract a LoRA…", "Save as a model…");
        assertThat(words(actions.onward(List.of("stray"))))
                .as("no base in the library")
                .doesNotContain("Try in Sandbox");
        assertThat(words(actions.onward(List.of("gpt"))))
                .containsExactly("Extract…", "Compare its 2 vectors");
        assertThat(words(actions.onward(List.of("chat")))).containsExactly("Extract…");
        assertThat(words(actions.onward(List.of("gpt", "chat")))).containsExactly("Extract…");
        assertThat(words(actions.onward(List.of("gpt", "sst2")))).isEmpty();
        assertThat(words(actions.onward(List.of("run10", "Run9"))))
                .containsExactly("Compare", "Try in Sandbox");
        assertThat(words(actions.onward(List.of("run10", "sst2"))))
                .as("of two bases")
                .containsExactly("Compare");
    }

    @Test
    void extractOpensWithThePair() {
        act(actions.onward(List.of("chat")), "Extract…");
        WorkspaceState state = place.workspace.state();
        assertThat(state.choice(ExtractPair.BASE, "")).isEqualTo("/data/gpt.safetensors");
        assertThat(state.choice(ExtractPair.TUNED, "")).isEqualTo("/data/chat.safetensors");
        assertThat(place.shown).containsExactly("extract");
        place.undo.undo();
        assertThat(place.workspace.state().choice(ExtractPair.TUNED, "")).isEmpty();
        act(actions.onward(List.of("llama", "chat")), "Extract…");
        assertThat(place.workspace.state().choice(ExtractPair.BASE, ""))
                .as("the base that was chosen with it")
                .isEqualTo("/data/llama.safetensors");
    }

    @Test
    void sandboxAndPathsTakeAllThatAreChosen() {
        act(actions.onward(List.of("run10", "Run9")), "Try in Sandbox");
        assertThat(tried.getFirst()).extracting(FileItem::id).containsExactly("run10", "Run9");
        act(actions.files(List.of("llama", "stray")), "Copy paths");
        assertThat(copied).containsExactly("/data/llama.safetensors\n/data/stray.safetensors");
        assertThat(words(actions.files(List.of("llama"))))
                .containsExactly("Show in file manager", "Copy path");
    }

    @Test
    void theCardThatIsFoundElsewhereIsTheChosenOne() {
        library.selection().all();
        library.select(Optional.of("stray"));
        place.settle();
        assertThat(library.selection().ids()).hasSize(7);
        library.selection().only("gpt");
        library.select(Optional.of("sst2"));
        place.settle();
        assertThat(library.selection().ids()).containsExactly("sst2");
    }

    @Test
    void aThousandCardsAreArrangedInNoTime() {
        place.close();
        start(
                WorkspaceState.EMPTY.withItems(
                        IntStream.range(0, 1000)
                                .mapToObj(
                                        i ->
                                                item(
                                                        "run" + i,
                                                        i % 50 == 0 ? Role.BASE : Role.VECTOR,
                                                        i % 50 == 0 ? "" : "run" + i / 50 * 50,
                                                        "Llama",
                                                        i))
                                .toList()));
        library.view().groupedProperty().set(true);
        long before = System.nanoTime();
        library.view().sortProperty().set(CardSort.NAME);
        assertThat((System.nanoTime() - before) / 1e9).isLessThan(3);
        assertThat(library.shelves()).hasSize(20);
    }
}

package org.taskvectors.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandFinderViewModelTest {
    private final List<String> done = new ArrayList<>();
    private final List<Command> actions =
            new ArrayList<>(
                    List.of(
                            command("Go to Compare"),
                            command("Compare ticked vectors"),
                            command("Dark theme")));
    private Found things = Found.NOTHING;
    private final CommandFinderViewModel finder =
            new CommandFinderViewModel(
                    () -> actions,
                    words ->
                            things.equals(Found.NOTHING)
                                    ? found(1, "tensor " + String.join(" ", words.words()))
                                    : things);

    private Command command(String label) {
        return new Command(label, "", () -> done.add(label));
    }

    private Found found(int count, String... labels) {
        return new Found(List.of(labels).stream().map(this::command).toList(), count, "");
    }

    private List<String> labels() {
        return finder.results().stream().map(Command::label).toList();
    }

    @Test
    void beginningsComeFirstThenThings() {
        finder.queryProperty().set("comp");
        assertThat(labels())
                .containsExactly("Compare ticked vectors", "Go to Compare", "tensor comp");
        assertThat(finder.remarkProperty().get()).isEmpty();
    }

    @Test
    void everyWordCountsInAnyOrder() {
        finder.queryProperty().set("th da");
        assertThat(labels()).containsExactly("Dark theme", "tensor th da");
        finder.queryProperty().set("ticked comp");
        assertThat(labels()).startsWith("Compare ticked vectors");
    }

    @Test
    void openedEmptyItShowsWhatCanBeDone() {
        finder.refresh();
        assertThat(labels()).hasSize(3);
        assertThat(finder.selectedProperty().get()).isZero();
    }

    @Test
    void arrowsGoRoundAndEnterRuns() {
        finder.queryProperty().set("comp");
        finder.move(-1);
        assertThat(finder.run()).isTrue();
        assertThat(done).containsExactly("tensor comp");
        assertThat(finder.queryProperty().get()).isEmpty();
    }

    @Test
    void saysWhenThereIsNothingAndWhatWasNotSearched() {
        things = new Found(List.of(), 0, "tensors of 1 checkpoint cannot be read");
        finder.queryProperty().set("xyz");
        assertThat(finder.results()).isEmpty();
        assertThat(finder.selectedProperty().get()).isEqualTo(-1);
        assertThat(finder.remarkProperty().get())
                .isEqualTo("Nothing is called “xyz” · tensors of 1 checkpoint cannot be read");
        assertThat(finder.run()).isFalse();
    }

    @Test
    void saysHowManyMoreThereAreAndLeavesRoomForTensors() {
        IntStream.range(0, 30).forEach(i -> actions.add(command("Compare number " + i)));
        things = found(1_200, "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8");
        finder.queryProperty().set("comp");
        assertThat(labels()).hasSize(14).contains("t7").doesNotContain("t8");
        // 32 actions and 1,200 tensors, of which 14 are shown.
        assertThat(finder.remarkProperty().get()).isEqualTo("and 1,218 more");
    }

    @Test
    void whatIsChosenStaysChosenWhenMoreIsFound() {
        things = found(1, "t1");
        finder.queryProperty().set("comp");
        finder.move(2);
        assertThat(finder.selectedProperty().get()).isEqualTo(2);
        things = found(2, "t0", "t1");
        finder.refresh();
        assertThat(finder.results().get(finder.selectedProperty().get()).label()).isEqualTo("t1");
    }

    @ParameterizedTest
    @CsvSource({
        "q_proj layers.3, model.layers.3.self_attn.q_proj.weight, 0",
        "q_proj layers.3, model.layers.31.self_attn.q_proj.weight, 1",
        "proj, model.layers.3.self_attn.q_proj.weight, 0",
        "roj, model.layers.3.self_attn.q_proj.weight, 2",
        "layers.1 layers.3, model.layers.3.self_attn.q_proj.weight, 3",
        "3, h.13.mlp.3, 0"
    })
    void wholePartsComeBeforeBeginningsBeforePieces(String text, String name, int rank) {
        assertThat(FinderWords.of(text).rank(name)).isEqualTo(rank);
        assertThat(FinderWords.of(text).areIn(name)).isEqualTo(rank < FinderWords.NONE);
    }
}

package org.taskvectors.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandFinderViewModelTest {
    private final List<String> done = new ArrayList<>();
    private final CommandFinderViewModel finder =
            new CommandFinderViewModel(
                    () ->
                            List.of(
                                    command("Go to Compare"),
                                    command("Compare ticked vectors"),
                                    command("Dark theme")),
                    query -> List.of(command("tensor " + query)));

    private Command command(String label) {
        return new Command(label, "", () -> done.add(label));
    }

    private List<String> labels() {
        return finder.results().stream().map(Command::label).toList();
    }

    @Test
    void beginningsComeFirstThenThings() {
        finder.queryProperty().set("comp");
        assertThat(labels())
                .containsExactly("Compare ticked vectors", "Go to Compare", "tensor comp");
    }

    @Test
    void everyWordCounts() {
        finder.queryProperty().set("th da");
        assertThat(labels()).containsExactly("Dark theme", "tensor th da");
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
}

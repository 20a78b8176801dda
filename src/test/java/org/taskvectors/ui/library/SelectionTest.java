package org.taskvectors.ui.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private final Selection selection = new Selection();

    @BeforeEach
    void order() {
        selection.setOrder(List.of("a", "b", "c", "d"));
    }

    @Test
    void aClickChoosesOneInPlaceOfAllOthers() {
        selection.all();
        selection.only("c");
        assertThat(selection.ids()).containsExactly("c");
        assertThat(selection.isSeveral()).isFalse();
    }

    @Test
    void oneMoreAndOneLess() {
        selection.only("c");
        selection.toggle("a");
        assertThat(selection.ids()).as("in the order of the cards").containsExactly("a", "c");
        selection.toggle("c");
        assertThat(selection.ids()).containsExactly("a");
    }

    @Test
    void upToACardInEitherDirectionFromTheLastThatWasChosen() {
        selection.only("b");
        selection.extendTo("d");
        assertThat(selection.ids()).containsExactly("b", "c", "d");
        selection.extendTo("a");
        assertThat(selection.ids()).containsExactly("a", "b");
    }

    @Test
    void whatIsNotShownIsNotChosen() {
        selection.all();
        selection.setOrder(List.of("d", "b"));
        assertThat(selection.ids()).containsExactly("d", "b");
        selection.setOrder(List.of("a", "b", "c", "d"));
        assertThat(selection.ids()).containsExactly("b", "d");
    }
}

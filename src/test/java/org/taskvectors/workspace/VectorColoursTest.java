package org.taskvectors.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class VectorColoursTest {
    private static final List<FileItem> THREE = List.of(item("a"), item("b"), item("c"));

    @Test
    void withoutAChoiceColoursFollowThePlaces() {
        assertThat(VectorColours.of(THREE).values()).containsExactly(0, 1, 2);
    }

    @Test
    void aChosenColourStaysAndNobodyElseHasIt() {
        List<FileItem> chosen =
                List.of(THREE.get(0).withColour(OptionalInt.of(2)), THREE.get(1), THREE.get(2));
        assertThat(VectorColours.of(chosen).values()).containsExactly(2, 1, 0);
    }

    @Test
    void aColourBeyondThePlacesMovesNobody() {
        List<FileItem> chosen =
                List.of(THREE.get(0), THREE.get(1).withColour(OptionalInt.of(6)), THREE.get(2));
        assertThat(VectorColours.of(chosen).values()).containsExactly(0, 6, 2);
    }

    @Test
    void twoMayBeGivenTheSameColour() {
        List<FileItem> chosen =
                List.of(
                        THREE.get(0).withColour(OptionalInt.of(1)),
                        THREE.get(1).withColour(OptionalInt.of(1)),
                        THREE.get(2));
        assertThat(VectorColours.of(chosen).values()).containsExactly(1, 1, 2);
    }

    private static FileItem item(String id) {
        return new FileItem(id, Path.of(id), id, Role.VECTOR, Optional.empty(), Optional.empty());
    }
}

package org.taskvectors.ui.compare;

import java.util.List;
import java.util.OptionalInt;
import org.taskvectors.analysis.Group;

/// Which rows and positions belong to what was chosen, whatever they are grouped by: a layer chosen
/// in one figure is marked in all, and in the table so are its cells and its tensors.
final class Marks {
    private Marks() {}

    /// Whether `shown` lies in `chosen`, or is where `chosen` lies.
    static boolean covers(Group chosen, Group shown) {
        if (chosen.equals(shown)) {
            return true;
        }
        if (chosen.tensor().isPresent() && shown.tensor().isPresent()) {
            return false;
        }
        boolean sameLayer =
                chosen.layer().isPresent()
                        && shown.layer().isPresent()
                        && chosen.layer().getAsInt() == shown.layer().getAsInt();
        if (isWholeLayer(chosen) || isWholeLayer(shown)) {
            return sameLayer;
        }
        boolean sameKind = chosen.kind().isPresent() && chosen.kind().equals(shown.kind());
        if (isWholeKind(chosen) || isWholeKind(shown)) {
            return sameKind;
        }
        return sameKind && (sameLayer || (outside(chosen) && outside(shown)));
    }

    /// The first of `shown` that `chosen` marks.
    static OptionalInt position(List<Group> shown, Group chosen) {
        for (int i = 0; i < shown.size(); i++) {
            if (covers(chosen, shown.get(i))) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    private static boolean isWholeLayer(Group group) {
        return group.layer().isPresent() && group.kind().isEmpty();
    }

    private static boolean isWholeKind(Group group) {
        return group.tensor().isEmpty()
                && group.layer().isEmpty()
                && group.kind().filter(kind -> kind.id().equals(group.label())).isPresent();
    }

    private static boolean outside(Group group) {
        return group.layer().isEmpty();
    }
}

package org.taskvectors.ui.hub;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.hub.cache.RemoteFile;

/// Which of a model's files are fetched. Knows no scene graph.
final class FileChoice {
    private final ObservableList<FileRow> rows = FXCollections.observableArrayList();
    private final ReadOnlyIntegerWrapper changes = new ReadOnlyIntegerWrapper(this, "changes", 0);
    private final BooleanProperty locked = new SimpleBooleanProperty(this, "locked", false);
    private Optional<HubListing> listing = Optional.empty();

    /// Those that are chosen by default first.
    ObservableList<FileRow> rows() {
        return rows;
    }

    /// Counts what has changed; listen here.
    ReadOnlyIntegerProperty changesProperty() {
        return changes.getReadOnlyProperty();
    }

    /// Whether nothing can be chosen now, because it is being fetched.
    BooleanProperty lockedProperty() {
        return locked;
    }

    /// The list that is shown.
    Optional<HubListing> listing() {
        return listing;
    }

    void show(HubListing newListing) {
        listing = Optional.of(newListing);
        rows.setAll(
                newListing.files().rows().stream()
                        .map(row -> new FileRow(row, newListing.of(row.file())))
                        .sorted(Comparator.comparing(row -> !row.isDefault()))
                        .toList());
        rows.forEach(row -> row.chosenProperty().addListener(_ -> changed()));
        changed();
    }

    /// Shows the same files with what is in the cache by now; the choice stays.
    void showAgain(HubListing newListing) {
        List<String> chosen = rows.stream().filter(FileRow::isChosen).map(FileRow::name).toList();
        show(newListing);
        rows.forEach(row -> row.chosenProperty().set(chosen.contains(row.name())));
    }

    void clear() {
        listing = Optional.empty();
        rows.clear();
        changed();
    }

    private void changed() {
        changes.set(changes.get() + 1);
    }

    List<RemoteFile> chosen() {
        return rows.stream().filter(FileRow::isChosen).map(FileRow::file).toList();
    }

    /// Whether something that holds numbers is chosen, so that what is fetched opens.
    boolean hasWeights() {
        return rows.stream().anyMatch(row -> row.isChosen() && row.isWeights());
    }

    long toCome() {
        return listing.map(known -> known.toCome(chosen())).orElse(0L);
    }

    /// Whether all that is chosen is in the cache.
    boolean isThere() {
        return listing.isPresent()
                && chosen().stream().allMatch(file -> listing.get().of(file).isWhole());
    }

    String totals() {
        return listing.map(known -> HubWords.totals(known, chosen())).orElse("");
    }

    /// Why these cannot be fetched, for a person to change; empty where they can be.
    String problem() {
        if (listing.isEmpty()) {
            return "";
        }
        if (chosen().isEmpty()) {
            return "Nothing is chosen.";
        }
        boolean isUntouched = rows.stream().allMatch(row -> row.isChosen() == row.isDefault());
        if (isUntouched && !hasWeights() && rows.stream().anyMatch(FileRow::isWeights)) {
            return "Choose the weights that you want.";
        }
        long free = listing.get().free();
        return free >= 0 && toCome() > free
                ? "There is no room on the disk: "
                        + Amounts.bytes(toCome())
                        + " are to come, "
                        + Amounts.bytes(free)
                        + " are free. Free some, choose fewer files, or set HF_HUB_CACHE to a"
                        + " folder on another disk."
                : "";
    }
}

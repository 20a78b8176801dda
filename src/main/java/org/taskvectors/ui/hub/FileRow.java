package org.taskvectors.ui.hub;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.file.Shown;
import org.taskvectors.hub.cache.FilesToFetch;
import org.taskvectors.hub.cache.RemoteFile;

/// A file of the list.
final class FileRow {
    private final FilesToFetch.Row row;
    private final HubListing.Standing standing;
    private final BooleanProperty chosen;

    FileRow(FilesToFetch.Row row, HubListing.Standing standing) {
        this.row = row;
        this.standing = standing;
        this.chosen = new SimpleBooleanProperty(this, "chosen", row.isChosen());
    }

    RemoteFile file() {
        return row.file();
    }

    boolean isWeights() {
        return row.kind().isWeights();
    }

    /// Whether it is fetched, unless it is in the cache.
    BooleanProperty chosenProperty() {
        return chosen;
    }

    boolean isChosen() {
        return chosen.get();
    }

    /// Whether it would be fetched if nobody chose.
    boolean isDefault() {
        return row.isChosen();
    }

    /// Its path in the repository, on one line.
    String name() {
        return Shown.whole(row.file().path());
    }

    String size() {
        return Amounts.bytes(row.file().size());
    }

    /// What it is for; or why it is left aside.
    String about() {
        if (isChosen()) {
            return row.kind().words();
        }
        if (row.isChosen()) {
            return "left aside by you";
        }
        return row.reason().isEmpty() ? "not what was named" : row.reason();
    }

    /// How much of it is in the cache; empty where nothing is.
    String there() {
        if (standing.isWhole()) {
            return "whole";
        }
        return standing.bytes() == 0
                ? ""
                : Amounts.bytesOf((double) standing.bytes(), (double) row.file().size());
    }

    /// The row in words, for screen readers.
    String words() {
        return name()
                + ", "
                + size()
                + ", "
                + (isChosen() ? "chosen, " : "left aside, ")
                + about()
                + (there().isEmpty() ? "" : ", in the cache: " + there());
    }
}

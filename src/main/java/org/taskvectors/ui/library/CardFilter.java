package org.taskvectors.ui.library;

import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

/// Which kind of cards is shown.
public enum CardFilter {
    ALL("All"),
    BASE("Base"),
    TUNED("Fine-tuned"),
    ADAPTERS("Adapters"),
    VECTORS("Vectors");

    private final String label;

    CardFilter(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    boolean shows(FileItem item) {
        return switch (this) {
            case ALL -> true;
            case BASE -> item.role() == Role.BASE;
            case TUNED -> item.role() == Role.TUNED;
            case ADAPTERS -> item.role() == Role.ADAPTER;
            case VECTORS -> item.role() == Role.VECTOR;
        };
    }
}

package org.taskvectors.ui.shell;

/// Shows another place. What it should show stands in the workspace: tick vectors or choose a pair
/// there first.
@FunctionalInterface
public interface Navigation {
    String LIBRARY = "library";
    String EXTRACT = "extract";
    String COMPARE = "compare";
    String SANDBOX = "sandbox";
    String MERGE = "merge";
    String TRAIN = "train";

    void go(String placeId);
}

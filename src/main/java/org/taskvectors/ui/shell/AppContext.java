package org.taskvectors.ui.shell;

import javafx.beans.property.ReadOnlyObjectProperty;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.common.Background;
import org.taskvectors.ui.common.LiveDevices;
import org.taskvectors.ui.common.NamedModels;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.UndoStack;

/// What a place is given: everything that it shares with the window. No scene graph, so that view
/// models can take it and tests can make it.
///
/// @param program name and version, as provenance and figures tell it
/// @param compute with what it computes
/// @param devices where jobs run, beside the processor's own cores
/// @param profiles keeps what was measured, beside the vector or in the cache folder
/// @param background work off the window's thread; holds the job queue, the window's executor and
///   the errors
/// @param workspace the state that is saved; what happens by itself changes it here
/// @param undo what a person changes of the workspace is done here, and can be taken back
/// @param state the same state as a property that changes on the window's thread; listen here
/// @param navigation shows another place
/// @param dialogs the system's file dialogs
/// @param opening takes files into the library
/// @param named the models on a hub that recipes name
/// @param theme light or dark, as it is shown now
public record AppContext(
        String program,
        Compute compute,
        LiveDevices devices,
        ProfileStore profiles,
        Background background,
        Workspace workspace,
        UndoStack undo,
        ReadOnlyObjectProperty<WorkspaceState> state,
        Navigation navigation,
        FileDialogs dialogs,
        Opening opening,
        NamedModels named,
        ReadOnlyObjectProperty<Theme> theme) {}

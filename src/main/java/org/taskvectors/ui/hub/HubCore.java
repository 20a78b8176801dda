package org.taskvectors.ui.hub;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.taskvectors.file.Failure;
import org.taskvectors.hub.HubName;
import org.taskvectors.hub.cache.Fetched;
import org.taskvectors.hub.cache.RemoteFile;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// What the panel asks of the core, so that its view model can be tested without one.
public interface HubCore {
    /// Whether a text is meant as the name of a model on a hub. Asks nothing of any network.
    boolean isMeant(String text);

    /// Reads a name, also without `hf:` before it, or an address. Asks nothing of any network.
    ///
    /// @throws Failure if it names no model on a hub
    HubName name(String text) throws Failure;

    /// Whether nothing may be asked of any network.
    boolean isOffline();

    /// Asks the hub what a model holds. Where it does not answer, the list is what the cache has.
    ///
    /// @throws Failure where the hub does not answer and the cache has nothing of the model
    HubListing look(HubName name, Cancellation cancellation) throws IOException, CancelledException;

    /// Returns the same list with what is in the cache by now. Asks nothing of any network.
    ///
    /// @throws Failure where the cache cannot be read
    HubListing again(HubListing listing) throws IOException;

    /// Returns what opens: a folder or file of the cache where the model lies whole in it, else one
    /// that is read from the hub.
    ///
    /// @throws Failure where it is no path
    Path path(HubListing listing) throws IOException;

    /// Fetches files into the cache.
    ///
    /// @throws Failure where not all of them arrived; what did is kept
    /// @throws CancelledException where it was cancelled; what has arrived is kept
    Fetched fetch(
            HubListing listing,
            List<RemoteFile> files,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException;
}

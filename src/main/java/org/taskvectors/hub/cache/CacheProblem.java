package org.taskvectors.hub.cache;

import org.taskvectors.file.Problem;

/// What can go wrong with the hub's cache.
public enum CacheProblem implements Problem {
    /// The name of a repository, a revision, a file or its content cannot be one of the cache's.
    BAD_NAME,
    /// Nothing of the repository is to be fetched, or a choice between several is the person's.
    NOTHING_CHOSEN,
    /// What arrived is not what the hub says of the file.
    DAMAGED
}

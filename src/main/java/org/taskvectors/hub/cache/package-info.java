/// The folder in which the hub's own tools keep what they fetched: laid out, looked up and filled
/// so that they find what this program fetched, and it finds what they fetched.
@NullMarked
package org.taskvectors.hub.cache;

import org.jspecify.annotations.NullMarked;

package org.taskvectors.ui.guide;

import org.commonmark.node.Node;

/// A page of the guide that is shown.
///
/// @param name without an ending: `compare`
/// @param anchor the heading that is asked for; empty for the page's beginning
/// @param scroll how far it was scrolled when it was left, between 0 and 1; it counts where no
///   heading is asked for
/// @param markdown its text as it stands in the file
/// @param document the same as a tree
record GuidePage(String name, String anchor, double scroll, String markdown, Node document) {}

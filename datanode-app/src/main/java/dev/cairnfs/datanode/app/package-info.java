/** The DataNode as a Spring Boot application: starts it, holds no rules. */
@NullMarked
package dev.cairnfs.datanode.app;

import org.jspecify.annotations.NullMarked;

/**
 * The NameNode as a Spring Boot application: wiring only. Its rooms hold the doors (WebHDFS, {@code /api/v1}, console,
 * health and metrics); the rules are in {@code namenode-core}.
 */
@NullMarked
package dev.cairnfs.namenode.app;

import org.jspecify.annotations.NullMarked;

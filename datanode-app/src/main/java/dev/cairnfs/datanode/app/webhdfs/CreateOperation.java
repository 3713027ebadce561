package dev.cairnfs.datanode.app.webhdfs;

import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.client.CairnOutputStream;
import dev.cairnfs.client.CreateOptions;
import dev.cairnfs.client.write.CreateFlag;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.web.WebHdfsCreateFlag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Stores a request's body as a new file, through the same pipeline as every other writer; this DataNode is its first
 * node where it can be. The file is created before the first byte of the body is read, so that a refusal costs the sender
 * nothing. When the body breaks off, the file is left unfinished: nobody takes a part for the whole.
 */
final class CreateOperation {
    /** HDFS's default for a file that comes over WebHDFS; no umask is applied to it. */
    private static final int DEFAULT_PERMISSION = 0644;

    private static final int MAX_REPLICATION = Short.MAX_VALUE;

    /** Flags of writers who do not want this node because it is theirs. */
    private static final Set<WebHdfsCreateFlag> NOT_HERE = EnumSet.of(
            WebHdfsCreateFlag.NO_LOCAL_WRITE,
            WebHdfsCreateFlag.IGNORE_CLIENT_LOCALITY,
            WebHdfsCreateFlag.NO_LOCAL_RACK);

    private final CairnFileSystem fileSystem;
    private final LocalReplicas replicas;

    CreateOperation(CairnFileSystem fileSystem, LocalReplicas replicas) {
        this.fileSystem = fileSystem;
        this.replicas = replicas;
    }

    void handle(DataRequest request, HttpServletRequest http, HttpServletResponse response) throws IOException {
        Set<WebHdfsCreateFlag> flags = request.createFlags();
        CreateOptions options = options(request, flags).withEmpty(http.getContentLengthLong() == 0);
        CairnFileSystem user = fileSystem.as(request.user());
        if (!flags.contains(WebHdfsCreateFlag.CREATE) && !user.exists(request.path())) {
            // HDFS's NameNode asks within its create. Here a file that goes between the two calls is made anew.
            throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "Can't overwrite non-existent " + request.path());
        }
        CairnOutputStream out = user.create(request.path(), options);
        try {
            out.transferFrom(new BodyChannel(http.getInputStream()));
            out.close();
        } catch (IOException | RuntimeException e) {
            out.abort("the upload broke off");
            throw e;
        }
        response.setStatus(HttpServletResponse.SC_CREATED);
        response.setHeader("Location", location(request));
        response.setContentLength(0);
    }

    private CreateOptions options(DataRequest request, Set<WebHdfsCreateFlag> flags) throws HdfsException {
        int permission = request.permission("permission", DEFAULT_PERMISSION);
        // Only a default ACL of the parent would make use of it; a bad value is refused all the same.
        int unused = request.permission("unmaskedpermission", permission);
        // What is given must be at least 1, as at the NameNode; 0 stands for what is not given.
        long replication = request.positive("replication", 0, MAX_REPLICATION);
        long blockSizeBytes = request.positive("blocksize", 0, Long.MAX_VALUE);
        // A favoured node gets its replica whatever the flags say.
        boolean here = Collections.disjoint(flags, NOT_HERE);
        return new CreateOptions(
                flags.contains(WebHdfsCreateFlag.OVERWRITE),
                request.flag("createparent", true),
                permission,
                (int) replication,
                blockSizeBytes,
                null,
                here ? List.of(replicas.transferAddress()) : List.of(),
                false,
                ofTheClient(flags));
    }

    /** The flags that the client carries out. */
    static Set<CreateFlag> ofTheClient(Set<WebHdfsCreateFlag> flags) {
        Set<CreateFlag> known = EnumSet.noneOf(CreateFlag.class);
        for (WebHdfsCreateFlag flag : flags) {
            switch (flag) {
                case SYNC_BLOCK -> known.add(CreateFlag.SYNC_BLOCK);
                case NO_LOCAL_WRITE -> known.add(CreateFlag.NO_LOCAL_WRITE);
                case IGNORE_CLIENT_LOCALITY -> known.add(CreateFlag.IGNORE_CLIENT_LOCALITY);
                case NO_LOCAL_RACK -> known.add(CreateFlag.NO_LOCAL_RACK);
                case CREATE, OVERWRITE, APPEND, LAZY_PERSIST, NEW_BLOCK, SHOULD_REPLICATE -> {}
            }
        }
        return known;
    }

    /** The file's hdfs:// name, at the NameNode that sent the client here. */
    private static String location(DataRequest request) throws HdfsException {
        String nameNode = request.text("namenoderpcaddress");
        try {
            return new URI("hdfs", nameNode.isEmpty() ? null : nameNode, request.path(), null, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT,
                    "Invalid value for webhdfs parameter \"namenoderpcaddress\": \"" + nameNode + "\"",
                    e);
        }
    }
}

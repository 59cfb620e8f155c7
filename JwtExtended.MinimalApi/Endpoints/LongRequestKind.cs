namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>What is known about how long the requests of an endpoint last.</summary>
internal enum LongRequestKind
{
    /// <summary>Nothing says that they are long.</summary>
    None,

    /// <summary>The response is a stream of server-sent events.</summary>
    Events,

    /// <summary>The endpoint is a method of gRPC that streams.</summary>
    Grpc,

    /// <summary>The endpoint is a hub of SignalR, or has connections of the same kind.</summary>
    Connection,
}

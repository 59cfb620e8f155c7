using System.Diagnostics.CodeAnalysis;
using JwtExtended.MinimalApi.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>What the metadata of an endpoint says about how long its requests last. Read once for each endpoint.</summary>
internal static class LongRequestInspection
{
    /// <summary>The metadata of methods of gRPC, known by name as well.</summary>
    public const string GrpcMetadata = "Grpc.AspNetCore.Server.GrpcMethodMetadata";

    // What maps connections, hubs included, marks them with metadata of its own. Known by name, so that nothing is loaded for it.
    private const string ConnectionsAssembly = "Microsoft.AspNetCore.Http.Connections";
    private const string NegotiateMetadata = "NegotiateMetadata";
    private const string RefreshMetadata = "AuthenticationRefreshMetadata";
    private const string UnaryMethod = "Unary";

    /// <summary>Determines what is known about an endpoint.</summary>
    /// <returns>The kind of its requests.</returns>
    public static LongRequestKind KindOf(Endpoint endpoint)
    {
        var metadata = endpoint.Metadata;
        if (metadata.Any(static item => item.GetType().Assembly.GetName().Name == ConnectionsAssembly))
            return IsNegotiation(endpoint) ? LongRequestKind.None : LongRequestKind.Connection;
        if (metadata.FirstOrDefault(static item => item.GetType().FullName == GrpcMetadata) is { } method)
            return MethodTypeOf(method) == UnaryMethod ? LongRequestKind.None : LongRequestKind.Grpc;
        return metadata.OfType<IProducesResponseTypeMetadata>().Any(static item => item.ContentTypes.Contains(EventStream.MediaType))
            ? LongRequestKind.Events
            : LongRequestKind.None;
    }

    /// <summary>Whether an endpoint of SignalR only begins connections.</summary>
    /// <returns><see langword="false"/> for the endpoint of the connections themselves.</returns>
    public static bool IsNegotiation(Endpoint endpoint) =>
        endpoint.Metadata.Any(static item => item.GetType().Name == NegotiateMetadata);

    /// <summary>Whether an endpoint of SignalR brings new tokens for connections.</summary>
    /// <returns><see langword="false"/> for all others, and always before .NET 11.</returns>
    public static bool IsConnectionRefresh(Endpoint endpoint) =>
        endpoint.Metadata.Any(static item => item.GetType().Name == RefreshMetadata);

    // Without a reference to gRPC. Where trimming has removed the properties, the method counts as one that streams.
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A property that is missing has a safe meaning.")]
    private static string? MethodTypeOf(object grpcMethodMetadata) =>
        grpcMethodMetadata.GetType().GetProperty("Method")?.GetValue(grpcMethodMetadata) is { } method
            ? method.GetType().GetProperty("Type")?.GetValue(method)?.ToString()
            : null;
}

using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>The status of a call of gRPC, whose HTTP status is 200 whatever happens.</summary>
internal static class GrpcStatus
{
    private const string Name = "grpc-status";
    private const string MessageName = "grpc-message";
    private const string Unavailable = "14";
    private const string Unauthenticated = "16";

    /// <summary>Says that a call was ended with its token.</summary>
    public static void Set(HttpContext context, Refusal over)
    {
        // A call without any message has its status in the headers.
        var fields = context.Response.HasStarted
            ? context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
            : context.Response.Headers;
        if (fields is not { IsReadOnly: false })
            return;
        fields[Name] = over.Code == JwtErrorCode.StoreUnavailable ? Unavailable : Unauthenticated;
        fields[MessageName] = ErrorTable.Entry(over.Code).Message;
    }
}

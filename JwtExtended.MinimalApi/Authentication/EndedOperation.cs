using Microsoft.AspNetCore.Connections;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>Tells what the end of a token has canceled from what the application has given up by itself.</summary>
internal static class EndedOperation
{
    /// <summary>Whether an exception results from the end, which has happened before.</summary>
    /// <returns><see langword="false"/> for a failure of the application.</returns>
    public static bool Explains(Exception exception) => exception switch
    {
        // The server names no token when the connection was aborted.
        ConnectionAbortedException => true,
        // HttpClient reports its time limit as a cancellation.
        OperationCanceledException { InnerException: TimeoutException } => false,
        // Handlers link tokens, and nothing shows what a token was linked with: any that is canceled may be linked with ours. One that is
        // not, or none, cannot: by now ours is canceled, and all that are linked with it.
        OperationCanceledException canceled => canceled.CancellationToken.IsCancellationRequested,
        _ => false,
    };
}

using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Makes the static <c>Jwt</c> speak for one app while it handles a request.</summary>
/// <param name="isAlone">Whether no other app lives in this process, and none has: then nothing has to be done.</param>
/// <param name="enter">Makes the app the current one for the rest of the calling flow.</param>
internal sealed class AppScope(Func<bool> isAlone, Action enter)
{
    public bool IsAlone => isAlone();

    public void Enter()
    {
        if (!isAlone())
            enter();
    }

    /// <summary>Handles a request within the scope, where the app is not alone.</summary>
    /// <returns>A task that completes when the request was handled.</returns>
    public Task RunAsync(HttpContext context, RequestDelegate next)
    {
        // The caller gets its own flow back: what runs behind the request must not speak for this app.
        var caller = ExecutionContext.Capture();
        enter();
        try
        {
            return next(context);
        }
        finally
        {
            if (caller is not null)
                ExecutionContext.Restore(caller);
        }
    }
}

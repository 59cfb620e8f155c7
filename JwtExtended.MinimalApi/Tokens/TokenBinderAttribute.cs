using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// Lets MVC bind the token of the request or its user, and never a part of the request, to parameters of actions and page handlers.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TokenBinderAttribute : ModelBinderAttribute
{
    public TokenBinderAttribute()
        : base(typeof(Binder)) =>
        // Nothing that a caller sends, to API descriptions too.
        BindingSource = BindingSource.Special;

    [SuppressMessage("Performance", "CA1812", Justification = "MVC creates it.")]
    private sealed class Binder : IModelBinder
    {
        public Task BindModelAsync(ModelBindingContext bindingContext)
        {
            var value = TokenFeature.Bind(bindingContext.HttpContext, bindingContext.ModelType);
            // A verified token is valid: its properties are not for validators.
            if (value is not null)
                bindingContext.ValidationState.Add(value, new ValidationStateEntry { SuppressValidation = true });
            bindingContext.Result = ModelBindingResult.Success(value);
            return Task.CompletedTask;
        }
    }
}
